import { Module } from '@nestjs/common';

import { SelectionsController } from './selections.controller.js';

@Module({ controllers: [SelectionsController] })
export class SelectionsModule {}
